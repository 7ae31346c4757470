// html-validate, kept running: reads pages, one as a JSON string a line, and answers each line by its faults.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

// Works the configuration out once: html-validate would build its tables of elements anew for each page, which takes as
// long as to check the page.
class Once extends StaticConfigLoader {
    #config;
    getConfigFor(...given) {
        return (this.#config ??= super.getConfigFor(...given));
    }
}

const validator = new HtmlValidate(new Once(JSON.parse(readFileSync(".htmlvalidate.json", "utf8"))));
for await (const line of createInterface({ input: process.stdin })) {
    const report = await validator.validateString(JSON.parse(line));
    const faults = report.results.flatMap(({ messages }) =>
        messages.map(({ line, message, ruleId }) => ({ line, message, ruleId }))
    );
    process.stdout.write(`${JSON.stringify(faults)}\n`);
}
