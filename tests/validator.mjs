// html-validate, kept running: reads pages, one as a JSON string a line, and answers each line by its faults.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate(JSON.parse(readFileSync(".htmlvalidate.json", "utf8")));
for await (const line of createInterface({ input: process.stdin })) {
    const report = await validator.validateString(JSON.parse(line));
    const faults = report.results.flatMap(({ messages }) =>
        messages.map(({ line, message, ruleId }) => ({ line, message, ruleId }))
    );
    process.stdout.write(`${JSON.stringify(faults)}\n`);
}
