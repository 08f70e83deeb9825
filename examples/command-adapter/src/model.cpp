#include "model.hpp"

#include <cstring>
#include <map>
#include <stdexcept>

using nlohmann::json;

namespace {

const std::map<ov::element::Type_t, std::string> DTYPES = {
    {ov::element::f32, "float32"}, {ov::element::f64, "float64"},  {ov::element::f16, "float16"},
    {ov::element::bf16, "bfloat16"}, {ov::element::boolean, "bool"}, {ov::element::i8, "int8"},
    {ov::element::i16, "int16"},   {ov::element::i32, "int32"},    {ov::element::i64, "int64"},
    {ov::element::u8, "uint8"},    {ov::element::u16, "uint16"},   {ov::element::u32, "uint32"},
    {ov::element::u64, "uint64"},
};

std::string dtype_of(const ov::element::Type& type) {
    const auto found = DTYPES.find(type);
    if (found == DTYPES.end()) throw std::runtime_error("Unsupported element type " + type.get_type_name());
    return found->second;
}

json port_of(const std::string& name, const ov::Output<const ov::Node>& port) {
    json shape = nullptr;
    const auto& sizes = port.get_partial_shape();
    if (sizes.rank().is_static()) {
        shape = json::array();
        for (const auto& size : sizes) shape.push_back(size.is_static() ? json(size.get_length()) : json(nullptr));
    }
    return {{"name", name}, {"type", {{"kind", "tensor"}, {"dtype", dtype_of(port.get_element_type())}, {"shape", shape}}}};
}

// The gate relies on this: an input that does not fit is rejected with a message, never cast, broadcast or ignored.
void check(const Values& inputs, const json& ports) {
    for (const auto& [name, tensor] : inputs) {
        bool known = false;
        for (const auto& port : ports) known = known || port.at("name") == name;
        if (!known) throw std::invalid_argument("unknown '" + name + "' among the inputs");
    }
    for (const auto& port : ports) {
        const std::string name = port.at("name");
        const auto given = inputs.find(name);
        if (given == inputs.end()) throw std::invalid_argument("no '" + name + "' among the inputs");
        const auto& type = port.at("type");
        const auto& shape = given->second.shape;
        bool fits = given->second.dtype == type.at("dtype");
        if (!type.at("shape").is_null()) {
            fits = fits && shape.size() == type.at("shape").size();
            for (std::size_t axis = 0; fits && axis < shape.size(); axis++)
                fits = type.at("shape")[axis].is_null() || type.at("shape")[axis] == shape[axis];
        }
        if (!fits) throw std::invalid_argument("input '" + name + "' is " + given->second.dtype + json(shape).dump() +
                                               ", but the model expects " + type.at("dtype").get<std::string>() + type.at("shape").dump());
    }
}

}  // namespace

Model::Model(const std::string& path, const std::string& device, const json& options, int threads) {
    static ov::Core core;
    const auto model = core.read_model(path);
    const auto precision = options.value("precision", "f32") == "bf16" ? ov::element::bf16 : ov::element::f32;
    compiled_ = core.compile_model(model, device, ov::hint::inference_precision(precision),
                                   ov::inference_num_threads(threads), ov::num_streams(1));
    signature_ = {{"inputs", json::array()}, {"outputs", json::array()}};
    for (const auto& port : compiled_.inputs()) signature_["inputs"].push_back(port_of(port.get_any_name(), port));
    // Compilation may add names of inner tensors to an output: the model as read has only the output's own.
    for (std::size_t i = 0; i < compiled_.outputs().size(); i++)
        signature_["outputs"].push_back(port_of(model->output(i).get_any_name(), compiled_.output(i)));
}

Values Model::run(const Values& inputs) {
    check(inputs, signature_.at("inputs"));
    auto request = compiled_.create_infer_request();
    for (std::size_t i = 0; i < compiled_.inputs().size(); i++) {
        const auto& given = inputs.at(signature_["inputs"][i]["name"]);
        ov::Tensor tensor(compiled_.input(i).get_element_type(), ov::Shape(given.shape));
        if (tensor.get_byte_size() != given.bytes.size()) throw std::runtime_error("the size of an input does not match its shape");
        std::memcpy(tensor.data(), given.bytes.data(), given.bytes.size());
        request.set_input_tensor(i, tensor);
    }
    request.infer();
    Values outputs;
    for (std::size_t i = 0; i < compiled_.outputs().size(); i++) {
        const auto tensor = request.get_output_tensor(i);
        const auto* bytes = static_cast<const char*>(tensor.data());
        const ov::Shape shape = tensor.get_shape();
        outputs[signature_["outputs"][i]["name"]] = {dtype_of(tensor.get_element_type()), {shape.begin(), shape.end()},
                                                     {bytes, bytes + tensor.get_byte_size()}};
    }
    return outputs;
}
