// One model in OpenVINO.
#pragma once

#include <nlohmann/json.hpp>
#include <openvino/openvino.hpp>
#include <string>
#include <vector>

#include "values.hpp"

class Model {
public:
    Model(const std::string& path, const std::string& device, const nlohmann::json& options, int threads);

    // {"inputs": [{"name", "type": {"kind": "tensor", "dtype", "shape"}}], "outputs": [...]}, with null for dynamic sizes.
    const nlohmann::json& signature() const { return signature_; }
    Values run(const Values& inputs);

private:
    ov::CompiledModel compiled_;
    nlohmann::json signature_;
};
