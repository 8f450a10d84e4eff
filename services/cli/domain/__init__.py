"""What the commands decide, without any input or output: drained or not, expected or not, which articles in which story."""
