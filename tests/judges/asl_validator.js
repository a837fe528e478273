// Runs asl-validator over many state machine definitions.
//
//   node asl_validator.js FOLDER_OF_NODE_MODULES <[definition, ...]   prints [[message, ...], ...]
"use strict";

const path = require("node:path");
const fs = require("node:fs");

const validate = require(path.join(process.argv[2], "asl-validator"));

const definitions = JSON.parse(fs.readFileSync(0, "utf8"));
const answers = definitions.map((definition) => {
    try {
        return validate(definition).errors.map((error) => `${error["Error code"]}: ${error.Message} ${error.path ?? error.instancePath ?? ""}`.trim());
    } catch (problem) {
        return [`asl-validator failed: ${problem}`];
    }
});
process.stdout.write(JSON.stringify(answers));
