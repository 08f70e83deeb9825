#!/bin/sh
# Builds build/openvino-runner from the headers and libraries inside OpenVINO's Python package.
#   pip install openvino && apt-get install g++ nlohmann-json3-dev
# PYTHON names the interpreter that has the package, CXX the compiler.
set -eu
cd "$(dirname "$0")"
PYTHON="${PYTHON:-python3}"
CXX="${CXX:-g++}"

openvino="$("$PYTHON" -c 'import importlib.util, os; print(os.path.dirname(importlib.util.find_spec("openvino").origin))')"
# The libraries have their version in the file name, and there is no symlink without it.
library="$(ls "$openvino"/libs/libopenvino.so.* | head -n 1)"

mkdir -p build
"$CXX" -std=c++17 -O2 -Wall -Wextra -o build/openvino-runner src/*.cpp \
  -isystem "$openvino/include" "$library" -Wl,-rpath,"$openvino/libs" -Wl,-rpath-link,"$openvino/libs"
echo "built build/openvino-runner with $(basename "$library")"
