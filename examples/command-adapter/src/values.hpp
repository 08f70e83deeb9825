// Tensors in a folder, as the gate and its workers exchange them: values.json says what there is, and the bytes lie in
// tensors.safetensors.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

struct Tensor {
    std::string dtype;  // as the gate calls it: float32, bfloat16, int64, bool, ...
    std::vector<std::size_t> shape;
    std::vector<char> bytes;  // row-major, little-endian
};

using Values = std::map<std::string, Tensor>;

// Throws std::runtime_error for what is no tensor of numbers, and for damaged files.
Values read_values(const std::string& folder);
void write_values(const std::string& folder, const Values& values);
