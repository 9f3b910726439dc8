// Read by Node before aws-lambda-ric, Lambda's own client for Node: stands in for what that needs a compiler for.
"use strict";

const http = require("node:http");
const https = require("node:https");
const Module = require("node:module");

const NATIVE = "./rapid-client.node";
const INVOCATION = "/2018-06-01/runtime/invocation";

const { AWS_LAMBDA_RUNTIME_API, RESPONSE_URL_HOSTS } = process.env;
const [host, port] = AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// the handler leaves out a response URL's port, which is 443 on AWS
https.globalAgent.defaultPort = Number(RESPONSE_URL_HOSTS.split(":")[1]);

function ask(method, route, body) {
  const headers = body ? { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) } : {};
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: `${INVOCATION}/${route}`, headers, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, bodyJson: Buffer.concat(chunks).toString() }));
    });
    request.on("error", reject).end(body);
  });
}

// the native client's three functions; two of them return at once, so that the next event waits until they are done
let told = Promise.resolve();
const client = {
  next: () => told.then(() => ask("GET", "next")),
  done: (id, body) => {
    told = ask("POST", `${id}/response`, body);
  },
  error: (id, body) => {
    told = ask("POST", `${id}/error`, body);
  },
};

const load = Module._load;
Module._load = (name, ...rest) => (name === NATIVE ? client : load(name, ...rest));
