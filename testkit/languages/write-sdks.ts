import { sdkLanguages, writeSdk } from "./sdks";

async function write(): Promise<void> {
  // One after the other: the first builds the generator.
  for (const language of sdkLanguages) await writeSdk(language);
}

void write();
