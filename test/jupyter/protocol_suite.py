"""PyPI's jupyter_kernel_test on our kernel: npm run test:kernel-protocol."""

import os
import unittest

import jupyter_kernel_test

KERNEL = os.environ.get("LISALAB_KERNEL", "lisalab-operations")


class ProtocolTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world");'
    code_stderr = 'console.error("oh no");'
    completion_samples = [
        {"text": "lisalab.weeksInY", "matches": set()},
        {"text": "JSON.str", "matches": {"stringify"}},
        {"text": "Math.LOG2E", "matches": {"LOG2E"}},
    ]
    complete_code_samples = ["1", "const a: number = 1;", "for (const x of [1, 2]) {\n  console.log(x);\n}", "await null;"]
    incomplete_code_samples = ["function f() {", "const a = (1 +", "const s = `open", "[1, 2,"]
    invalid_code_samples = ["const = 3;", "1 1", "let class = 2;"]
    code_generate_error = 'throw new Error("on purpose");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"lisa".length + 1', "result": "5"},
        {"code": "[1, 2].map((n) => n * 2)", "result": "[ 2, 4 ]"},
        {
            "code": '({ [Symbol.for("lisalab.display")]: () => ({ "text/plain": "t", "text/html": "<b>t</b>" }) })',
            "mime": "text/html",
            "result": "<b>t</b>",
        },
    ]
    code_display_data = [
        {"code": 'lisalab.display({ "text/html": "<b>bold</b>" });', "mime": "text/html"},
        {"code": 'lisalab.display({ "image/svg+xml": "<svg/>" });', "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6 ?* 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "JSON"
    code_clear_output = "lisalab.clearOutput();"


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
