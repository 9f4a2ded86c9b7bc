#!/bin/sh
# Stands in for the docker command of the CDK's tests: runs containers with CONTAINER_TOOL, in the network of the simulator.
# Its folder is the first on PATH, and the tool can be docker.
PATH=${PATH#*:}
tool=${CONTAINER_TOOL:-podman}
if [ "$1" = run ]; then
  shift
  exec "$tool" run --network=host --env PINTEREST_API_BASE_URL "$@"
fi
exec "$tool" "$@"
