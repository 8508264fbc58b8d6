# operations: runs runbooks, nothing else. Its root can be read-only: all that is written goes to LISALAB_HOME.
# development FROM operations: the checkout with JupyterLab, lint and tests.
ARG BASE=node:20-bookworm-slim

# What both need to run: Python for the Jupyter server, an init that buries orphans (-s: also where it is not process 1), the user.
FROM ${BASE} AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log \
 && useradd --uid 10001 --create-home --shell /bin/bash lisauser \
 && install -d -o lisauser -g lisauser -m 0750 /var/lib/lisalab

# The compiled package with the packages that it runs on, and its virtual environment, where they will lie.
FROM base AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv
WORKDIR /opt/lisalab
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --include=dev --no-audit --no-fund
COPY .setup .setup
RUN python3 -m venv .venv \
 && .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
      --require-hashes --no-deps --only-binary=:all: -r .setup/requirements/server.txt \
 && .venv/bin/python -m pip uninstall --quiet --yes setuptools pip
COPY tsconfig.json ./
COPY src src
RUN npm run build
# Without the builds of zeromq for other systems, 15 MB.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -r node_modules/zeromq/build/darwin node_modules/zeromq/build/win32 \
 && ln -s .. node_modules/lisalab

FROM base AS operations
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="lisalab operations" \
      org.opencontainers.image.description="Runs the runbooks of lisalab, a data-processing centre for LISA" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/node:20-bookworm-slim"
COPY --from=build /opt/lisalab/node_modules /opt/lisalab/node_modules
COPY --from=build /opt/lisalab/.venv /opt/lisalab/.venv
COPY --from=build /opt/lisalab/dist /opt/lisalab/dist
COPY package.json LICENSE README.md CHANGELOG.md /opt/lisalab/
COPY kernels /opt/lisalab/kernels
COPY runbooks /opt/lisalab/runbooks
COPY notebooks /opt/lisalab/notebooks
RUN ln -s /opt/lisalab/dist/command/main.js /usr/local/bin/lisalab && chmod 0755 /opt/lisalab/dist/command/main.js
ENV LISALAB_HOME=/var/lib/lisalab \
    NODE_ENV=production \
    PYTHONDONTWRITEBYTECODE=1 \
    LANG=C.UTF-8 \
    TZ=UTC
VOLUME /var/lib/lisalab
WORKDIR /opt/lisalab
USER lisauser
# 0 and 1 (little room left) are healthy; anything else is not.
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s --retries=3 \
  CMD lisalab health --server; [ $? -le 1 ]
ENTRYPOINT ["tini", "-s", "--", "lisalab"]
# Keeps the Jupyter server warm for `docker exec … lisalab run …`; a single run names its own command.
CMD ["server", "keep"]

# The checkout, built, with everything that `npm test` and `npm run lab` need.
FROM build AS workshop
WORKDIR /home/lisauser/lisalab
COPY . .
RUN node .setup/setup.cjs server lab && npm cache clean --force

FROM operations AS development
USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends git python3-venv procps \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
COPY --from=workshop --chown=lisauser:lisauser /home/lisauser/lisalab /home/lisauser/lisalab
LABEL org.opencontainers.image.title="lisalab development"
ENV NODE_ENV=development
WORKDIR /home/lisauser/lisalab
USER lisauser
# Nothing here is kept running for others to check.
HEALTHCHECK NONE
ENTRYPOINT ["tini", "-s", "--"]
CMD ["bash"]
