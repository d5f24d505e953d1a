# One image for every service: which one a container runs is its command. No BuildKit needed. Every stage starts from NODE_IMAGE,
# so that a machine without an image registry can use one that it made itself.
ARG NODE_IMAGE=node:24-slim

# What `npm ci` reads. Packages are installed again only when one of these files has changed.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /opsledger
COPY . .
RUN rm -rf libs/*/src services/*/src services/cli/demo infra tsconfig*.json libs/*/tsconfig*.json services/*/tsconfig*.json

FROM ${NODE_IMAGE} AS installed
WORKDIR /opsledger
COPY --from=manifests /opsledger ./
RUN npm ci --no-audit --no-fund

FROM installed AS production
RUN npm prune --omit=dev --no-audit --no-fund

FROM installed AS build
COPY . .
RUN npm run build && rm -rf node_modules libs/testing libs/*/src services/*/src

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /opsledger
COPY --from=production /opsledger/node_modules node_modules
COPY --from=build /opsledger ./
# Nobody's account on the host: the group may read the keys, and nothing here is theirs to write.
USER 10001:10001
CMD ["node", "services/gateway/dist/main.js"]
