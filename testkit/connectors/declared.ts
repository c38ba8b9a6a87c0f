/**
 * Declared connectors for tests of comparisons with a server: a typical one, and arbitrary ones.
 */
import fc from "fast-check";
import type { Declared } from "../../provider/connector/config";

export const declared: Declared = {
  name: "orders",
  class: "org.example.Source",
  tasksMax: 2,
  config: { topic: "orders", "db.password": "hunter2" },
  secretKeys: ["db.password"],
};

export const anyKey = fc.stringMatching(/^[a-z]{1,3}(\.[a-z]{1,6}){0,2}$/);
export const anyConfig = fc.dictionary(anyKey, fc.string(), { noNullPrototype: true });
export const anyDeclared = fc.record({
  name: fc.string({ minLength: 1 }),
  class: fc.string({ minLength: 1 }),
  tasksMax: fc.integer({ min: 1, max: 1000 }),
  config: anyConfig.map(({ name: _, ...rest }) => rest),
  ignoreKeys: fc.array(fc.oneof(anyKey, fc.constantFrom("*", "a*", "name"))),
});
