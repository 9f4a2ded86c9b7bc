# The Airbyte connector source-pinterest. Build it from this folder: docker build -t source-pinterest:dev .

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json spec.json ./
COPY src ./src
# Of packages, types and source maps are for those who develop.
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.cts' -o -name '*.mts' \) -delete \
  && find node_modules -type d -empty -delete
# What the image holds of others: packages, versions, licences, checksums.
COPY scripts/sbom.mjs ./scripts/
RUN node scripts/sbom.mjs > sbom.json

# The base without what only developing needs: npm, corepack, yarn, and headers.
FROM node:24-slim AS base
# Airbyte runs connectors as the user airbyte, uid 1000. The base has that uid for a user of its own, who is renamed.
RUN usermod --login airbyte --home /airbyte --shell /bin/sh node \
  && groupmod --new-name airbyte node \
  && rm -rf /home/node /opt/yarn* /usr/local/include /usr/local/lib/node_modules /usr/local/share/doc /usr/local/share/man \
  && find /usr/local/bin -mindepth 1 ! -name node -delete \
  && install --directory --owner=airbyte --group=airbyte /airbyte

# What a layer deletes still takes space in the one below, so the files are copied into an image of their own.
FROM scratch
COPY --from=base / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# The program is root's: it runs as airbyte and cannot change itself. Only /airbyte itself is writable, for Airbyte's files.
WORKDIR /airbyte
COPY --from=build /build/node_modules ./integration_code/node_modules
COPY --from=build /build/dist/src ./integration_code/dist/src
COPY --from=build /build/sbom.json ./integration_code/
COPY package.json spec.json ./integration_code/
COPY catalog ./integration_code/catalog

# Left alone, Node.js takes a quarter of the container's memory for its heap and dies there while the rest lies idle.
# A share follows whatever limit Airbyte sets; the last quarter is for buffers, compiled code and the stack.
ENV NODE_ENV=production \
  NODE_OPTIONS=--max-old-space-size-percentage=75

# Platforms start the connector through this variable, in folders of their own, hence the absolute path.
ENV AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/dist/src/main.js"
ENTRYPOINT ["node", "/airbyte/integration_code/dist/src/main.js"]

LABEL io.airbyte.name="source-pinterest" \
  io.airbyte.version="0.2.0"

USER airbyte
