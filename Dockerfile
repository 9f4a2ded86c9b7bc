# The Airbyte connector source-pinterest. Build it from this folder: docker build -t source-pinterest:dev .

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json spec.json ./
COPY src ./src
# Type declarations and source maps are needed only for development.
RUN npx tsc && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules dist -type f \( -name '*.map' -o -name '*.ts' -o -name '*.cts' -o -name '*.mts' \) -delete \
  && find node_modules -type d -empty -delete
# The bill of materials: packages, versions, licenses, and checksums.
COPY scripts/sbom.mjs ./scripts/
RUN node scripts/sbom.mjs > sbom.json

# Removes from the base what only development needs: npm, corepack, yarn, and headers.
FROM node:24-slim AS base
# Airbyte runs connectors as the user airbyte with uid 1000. The base has a user with that uid, which is renamed.
RUN usermod --login airbyte --home /airbyte --shell /bin/sh node \
  && groupmod --new-name airbyte node \
  && rm -rf /home/node /opt/yarn* /usr/local/include /usr/local/lib/node_modules /usr/local/share/doc /usr/local/share/man \
  && find /usr/local/bin -mindepth 1 ! -name node -delete \
  && install --directory --owner=airbyte --group=airbyte /airbyte

# Deleted files still take space in lower layers, so the rest is copied into a new image.
FROM scratch
COPY --from=base / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# Root owns the program, which runs as airbyte and can't change itself. Only /airbyte is writable, for Airbyte's files.
WORKDIR /airbyte
COPY --from=build /build/node_modules ./integration_code/node_modules
COPY --from=build /build/dist/src ./integration_code/dist/src
COPY --from=build /build/sbom.json ./integration_code/
COPY package.json spec.json ./integration_code/
COPY catalog ./integration_code/catalog

# By default, the heap of Node.js is limited to a quarter of the container's memory. A share adapts to Airbyte's limit; the
# last quarter is for buffers, compiled code, and the stack. Half the default space for new objects saves 10 to 20 MB.
ENV NODE_ENV=production \
  NODE_OPTIONS="--max-old-space-size-percentage=75 --max-semi-space-size=8"

# Platforms start the connector with this variable from their own folders, hence the absolute path.
ENV AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/dist/src/main.js"
ENTRYPOINT ["node", "/airbyte/integration_code/dist/src/main.js"]

LABEL io.airbyte.name="source-pinterest" \
  io.airbyte.version="0.4.0"

# A number, since Kubernetes can't tell whether a name is root (runAsNonRoot).
USER 1000:1000
