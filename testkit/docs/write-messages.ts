/** Writes docs/messages.md. */
import { writeFileSync } from "node:fs";
import { messagesFile, messagesPage } from "./messages-page";

writeFileSync(messagesFile, messagesPage());
