# Baton in one image: with the embedded PostgreSQL in /var/lib/baton, or with another one by DATABASE_URL.
# How it is started: docs/operations/install.md

FROM node:24-bookworm-slim AS web
WORKDIR /opt/baton
COPY package.json package-lock.json .npmrc ./
# Not `ci`: it refuses a lock that leaves out parts for platforms a registry may not have.
RUN npm install --no-save --include=dev --include=optional --loglevel=error
COPY . .
RUN node node_modules/vite/bin/vite.js build --logLevel warn && node tools/check-budget.mjs

FROM node:24-bookworm-slim AS server
WORKDIR /opt/baton
COPY package.json package-lock.json .npmrc ./
# What the browser runs is built above; its packages stay behind.
RUN npm install --no-save --omit=dev --include=optional --loglevel=error \
 && rm -rf node_modules/antd node_modules/@ant-design node_modules/@rc-component node_modules/@tanstack \
    node_modules/react node_modules/react-dom node_modules/@dnd-kit
COPY src src
COPY data/maven_crm data/maven_crm
COPY --from=web /opt/baton/dist dist
# It loads, and PostgreSQL is complete, before anybody starts it.
RUN node -e "Promise.all([import('./src/app/application.ts'), import('./src/platform/db/embedded-binaries.ts').then((m) => m.postgresFolder())])"

FROM node:24-bookworm-slim
RUN groupadd --system --gid 10001 baton \
 && useradd --system --uid 10001 --gid baton --home-dir /var/lib/baton --shell /usr/sbin/nologin baton \
 && install -d -o baton -g baton -m 0700 /var/lib/baton \
 && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /opt/baton
COPY --from=server /opt/baton ./
ENV HOST=0.0.0.0 PORT=3000 BATON_HOME=/var/lib/baton
USER baton
VOLUME /var/lib/baton
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The server itself, so that SIGTERM and SIGHUP reach it.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "src/app/server.ts"]
