"""The whole stack of docker-compose.yml, for real: `make test-compose`."""
