#include "values.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

using nlohmann::json;

namespace {

// The element types of safetensors that this runtime uses.
const std::map<std::string, std::string> SAFETENSORS = {
    {"bool", "BOOL"},   {"uint8", "U8"},    {"int8", "I8"},        {"uint16", "U16"},  {"int16", "I16"},
    {"float16", "F16"}, {"bfloat16", "BF16"}, {"uint32", "U32"},   {"int32", "I32"},   {"float32", "F32"},
    {"float64", "F64"}, {"int64", "I64"},   {"uint64", "U64"},
};

std::vector<char> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error(path + " cannot be read");
    std::vector<char> bytes(static_cast<std::size_t>(file.tellg()));
    file.seekg(0);
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

// Eight bytes with the length of the header, the header in JSON, then the data that the header points into.
struct Safetensors {
    json header;
    std::vector<char> bytes;
    std::size_t data = 0;
};

Safetensors read_safetensors(const std::string& path) {
    Safetensors file;
    file.bytes = read_file(path);
    std::uint64_t length = 0;
    if (file.bytes.size() < 8) throw std::runtime_error(path + " is cut off");
    for (int i = 7; i >= 0; i--) length = length << 8 | static_cast<unsigned char>(file.bytes[i]);
    if (length > file.bytes.size() - 8) throw std::runtime_error(path + " is cut off");
    file.data = 8 + length;
    file.header = json::parse(file.bytes.begin() + 8, file.bytes.begin() + static_cast<std::ptrdiff_t>(file.data));
    return file;
}

}  // namespace

Values read_values(const std::string& folder) {
    const auto text = read_file(folder + "/values.json");
    const auto document = json::parse(text.begin(), text.end());
    const auto file = read_safetensors(folder + "/tensors.safetensors");
    Values values;
    for (const auto& [name, node] : document.at("values").items()) {
        if (!node.contains("tensor"))
            throw std::runtime_error("input '" + name + "' is not a numeric tensor, and this runtime accepts only those");
        const auto offsets = file.header.at(node.at("tensor").get<std::string>()).at("data_offsets");
        const auto begin = offsets.at(0).get<std::size_t>(), end = offsets.at(1).get<std::size_t>();
        if (begin > end || end > file.bytes.size() - file.data) throw std::runtime_error("tensors.safetensors is cut off");
        const auto start = file.bytes.begin() + static_cast<std::ptrdiff_t>(file.data);
        values[name] = {node.at("dtype"), node.at("shape"),
                        {start + static_cast<std::ptrdiff_t>(begin), start + static_cast<std::ptrdiff_t>(end)}};
    }
    return values;
}

void write_values(const std::string& folder, const Values& values) {
    json nodes = json::object(), header = json::object();
    std::size_t offset = 0;
    for (const auto& [name, tensor] : values) {
        const auto key = "t" + std::to_string(header.size());
        nodes[name] = {{"tensor", key}, {"dtype", tensor.dtype}, {"shape", tensor.shape}};
        header[key] = {{"dtype", SAFETENSORS.at(tensor.dtype)},
                       {"shape", tensor.shape},
                       {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::ofstream file(folder + "/tensors.safetensors", std::ios::binary);
    for (int i = 0; i < 8; i++) file.put(static_cast<char>(text.size() >> 8 * i & 0xff));
    file << text;
    for (const auto& [name, tensor] : values) file.write(tensor.bytes.data(), static_cast<std::streamsize>(tensor.bytes.size()));
    std::ofstream document(folder + "/values.json", std::ios::binary);
    document << json{{"version", 1}, {"values", nodes}};
    if (!file.flush() || !document.flush()) throw std::runtime_error("the outputs cannot be written");
}
