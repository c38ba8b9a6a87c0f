/**
 * `@pulumi/pulumi` loads TypeScript's compiler and npm's dependency resolver to serialize the
 * functions of programs. The plugin serializes none, and without the two it starts in less than
 * half the time. Import this file before everything else.
 */
import { createRequire, Module } from "node:module";

// The SDK has its own compiler for installations without TypeScript.
const ONLY_FOR_PROGRAMS = [
  "typescript",
  "./vendor/typescript@3.8.3/typescript.js",
  "@npmcli/arborist",
];

for (const name of ONLY_FOR_PROGRAMS) replaceByNothing(name);

function replaceByNothing(name: string): void {
  try {
    const file = createRequire(require.resolve("@pulumi/pulumi/package.json")).resolve(name);
    const nothing = new Module(file);
    nothing.loaded = true;
    require.cache[file] ??= nothing;
  } catch {
    // In a bundle, or with another version of the SDK, there is no such file to leave out.
  }
}
