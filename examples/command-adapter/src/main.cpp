// A worker of the Model Portability Gate in C++: each line on standard input is a request in JSON, each line on standard
// output a reply.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <openvino/openvino.hpp>
#include <string>

#include "model.hpp"
#include "values.hpp"

using nlohmann::json;

namespace {

// The protocol keeps the original standard output, so that what a framework prints cannot get between its lines.
FILE* take_output() {
    FILE* protocol = fdopen(dup(STDOUT_FILENO), "w");
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return protocol;
}

void send(FILE* protocol, const json& message) {
    // A framework's message may contain bytes that are not UTF-8: replace them.
    const auto line = message.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    fwrite(line.data(), 1, line.size(), protocol);
    fflush(protocol);
}

json usage(std::chrono::steady_clock::time_point start) {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return {{"seconds", seconds.count()}, {"peakRssBytes", static_cast<std::int64_t>(used.ru_maxrss) * 1024}};
}

class Worker {
public:
    explicit Worker(std::string device) : device_(std::move(device)) {}

    json answer(const json& request) {
        const std::string method = request.at("method");
        const auto start = std::chrono::steady_clock::now();
        if (method == "load") {
            auto model = std::make_unique<Model>(request.at("path"), device_, request.at("options"), request.at("threads"));
            json result = usage(start);
            result["signature"] = model->signature();
            result["effectivePrecision"] = request.at("options").value("precision", "f32");
            models_[request.at("handle")] = std::move(model);
            return result;
        }
        if (method == "run") {
            const auto outputs = models_.at(request.at("handle"))->run(read_values(request.at("inputs")));
            const auto result = usage(start);
            write_values(request.at("outputs"), outputs);
            return result;
        }
        if (method == "unload") {
            models_.erase(request.at("handle"));
            return json::object();
        }
        throw std::runtime_error("no request is called " + method);
    }

private:
    std::string device_;
    std::map<std::string, std::unique_ptr<Model>> models_;
};

// A model that needs something the runtime lacks is `unsupported`; every other error is `failed`.
json error_of(const std::exception& error) {
    const std::string message = error.what();
    if (dynamic_cast<const std::invalid_argument*>(&error) != nullptr)
        return {{"kind", "failed"}, {"type", "WrongInput"}, {"message", message}};
    for (const auto* sign : {"No conversion rule found", "Conversion is failed for", "Unsupported ", "is not supported"})
        if (const auto found = message.find(sign); found != std::string::npos)
            return {{"kind", "unsupported"}, {"type", "ov::Exception"}, {"message", message.substr(found, message.find('\n', found) - found)}};
    return {{"kind", "failed"}, {"type", "std::exception"}, {"message", message.substr(0, 2000)}};
}

}  // namespace

int main(int count, char** arguments) {
    FILE* protocol = take_output();
    std::string device = "CPU";
    for (int i = 1; i + 1 < count; i++)
        if (std::string(arguments[i]) == "--device") device = arguments[i + 1];
    const std::string build = ov::get_openvino_version().buildNumber;
    send(protocol, {{"event", "ready"}, {"protocol", 1}, {"version", build.substr(0, build.find('-'))}});
    Worker worker(device);
    for (std::string line; std::getline(std::cin, line);) {
        const auto request = json::parse(line);
        try {
            send(protocol, {{"id", request.at("id")}, {"ok", true}, {"result", worker.answer(request)}});
        } catch (const std::exception& error) {
            send(protocol, {{"id", request.at("id")}, {"ok", false}, {"error", error_of(error)}});
        }
    }
    return 0;
}
