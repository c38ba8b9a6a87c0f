import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { generatedFiles, generateSdk, sdkFolder, sdkLanguages } from "../../testkit/languages/sdks";

describe("The SDKs of the plugin", () => {
  for (const language of sdkLanguages) {
    it(`for ${language} are what the generator creates from the schema`, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-sdk-"));
      try {
        await generateSdk(language, folder);
        const expected = generatedFiles(folder);
        expect(Object.keys(expected).length).to.be.greaterThan(10);
        expect(generatedFiles(sdkFolder(language)), "run `npm run sdk`").to.deep.equal(expected);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }).timeout(30 * 60_000); // The generator is built once.
  }
});
