// Checks manifests of Jobs against Kubernetes' published schema: node kubernetes.mjs FILE...
import { readFileSync } from 'node:fs';
import * as yaml from 'js-yaml';
import { Job } from 'kubernetes-models/batch/v1';

for (const file of process.argv.slice(2)) {
  try {
    new Job(yaml.load(readFileSync(file, 'utf8'))).validate();
  } catch (wrong) {
    console.error(`${file}: ${wrong.message}`);
    process.exitCode = 1;
  }
}
