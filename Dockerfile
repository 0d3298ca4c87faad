# Two stages: the first compiles SQLite's addon and the sources, the second holds what runs.
FROM node:24-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN npx --yes pnpm@10.34.9 install --frozen-lockfile \
 && npx --yes pnpm@10.34.9 run build \
 && npx --yes pnpm@10.34.9 --filter @ripcord/server deploy --prod --legacy /app

FROM node:24-bookworm-slim
ENV NODE_ENV=production TZ=UTC HOST=0.0.0.0 PORT=4400 RIPCORD_DATA=/data RIPCORD_CONTAINER=1
WORKDIR /app
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data && ln -s /app/bin/ripcord.mjs /usr/local/bin/ripcord
USER node
VOLUME /data
EXPOSE 4400
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
