// Tensors in a folder, as the gate and its workers exchange them: values.json lists them, tensors.safetensors has their
// bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

struct Tensor {
    std::string dtype;  // the gate's names: float32, bfloat16, int64, bool, ...
    std::vector<std::size_t> shape;
    std::vector<char> bytes;  // row-major, little-endian
};

using Values = std::map<std::string, Tensor>;

// Throws std::runtime_error for values that are not numeric tensors, and for damaged files.
Values read_values(const std::string& folder);
void write_values(const std::string& folder, const Values& values);
