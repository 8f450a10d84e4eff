"""What the commands decide, without any input or output: drained or not, expected or not, who is in which story."""
