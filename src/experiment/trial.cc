#include "experiment/trial.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <set>

#include "core/hash.h"
#include "experiment/recording_path.h"
#include "llm/replay_provider.h"

namespace autopilot {
namespace {

/// Stages make the seed of a question of that of the run times 1000, in an int.
constexpr std::uint64_t kSeeds = 2'000'000;
constexpr std::size_t kIdDigits = 16;

int SeedOf(const Matrix& matrix, const std::string& application, int repeat) {
  const std::string hash = Sha256(fmt::format("{}\n{}", matrix.seed, application));
  std::uint64_t base = 0;
  std::from_chars(hash.data(), hash.data() + 15, base, 16);
  return static_cast<int>((base + static_cast<std::uint64_t>(repeat)) % kSeeds);
}

std::string RunIdOf(const TrialRecord& record) {
  const std::string cell = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", record.experiment, record.model, record.protocol,
                                       record.variant, record.application, record.sampling, record.repeat);
  return record.experiment + "-" + Sha256(cell).substr(0, kIdDigits);
}

/// All that the trial's place in the matrix says.
Trial MakeTrial(const Matrix& matrix, const TrialPlace& place, int repeat, const MatrixApplication& application,
                const MatrixProtocol& protocol, const MatrixVariant& variant, const MatrixSampling& sampling,
                std::size_t model) {
  const MatrixModel& asked = matrix.models[model];
  TrialOfRun of;
  of.record = {matrix.name, asked.name, protocol.name, variant.name, application.name, sampling.name, repeat, ""};
  of.record.run = RunIdOf(of.record);
  if (place.shard.count > 1) of.shard = place.shard.ToString();
  of.asks = asked.asks;
  of.temperature = sampling.temperature;
  of.top_p = sampling.top_p;
  of.prompts = variant.prompts;
  of.answers = place.answers;
  Trial trial;
  trial.model = model;
  RunRequest& request = trial.request;
  request.application = application.file;
  request.stages = matrix.stages;
  request.protocol = protocol.protocol;
  request.paper = protocol.paper;
  request.out = place.out;
  request.seed = SeedOf(matrix, application.name, repeat);
  request.limits = matrix.trial;
  request.allow_unknown_price = matrix.unknown_price_allowed;
  request.report = false;
  if (asked.replays()) {
    request.replay = RecordingOf(asked.replay, {{"application", application.sketch},
                                                {"protocol", protocol.name},
                                                {"variant", variant.name},
                                                {"sampling", sampling.name},
                                                {"repeat", std::to_string(repeat)}});
  }
  request.trial = std::move(of);
  return trial;
}

}  // namespace

Result<Shard> ParseShard(const std::string& text) {
  Shard shard;
  const std::size_t slash = text.find('/');
  const auto number = [&](std::size_t begin, std::size_t end, int& value) {
    const auto [last, error] = std::from_chars(text.data() + begin, text.data() + end, value);
    return error == std::errc() && last == text.data() + end;
  };
  if (slash == std::string::npos || !number(0, slash, shard.index) || !number(slash + 1, text.size(), shard.count) ||
      shard.index < 1 || shard.count < shard.index) {
    return Fail(BadInput(fmt::format("\"{}\" is no shard", text), "write the third of eight as 3/8"));
  }
  return shard;
}

int ShardOf(const std::string& run, int count) {
  const std::string hash = Sha256(run);
  std::uint64_t number = 0;
  std::from_chars(hash.data(), hash.data() + 15, number, 16);
  return 1 + static_cast<int>(number % static_cast<std::uint64_t>(count));
}

Result<std::vector<Trial>> TrialsOf(const Matrix& matrix, const TrialPlace& place) {
  std::vector<Trial> trials;
  std::set<std::filesystem::path> there;  // One recording may serve many trials.
  int count = 0;
  for (int repeat = 1; repeat <= matrix.repeats; ++repeat) {
    for (const MatrixApplication& application : matrix.applications) {
      for (const MatrixProtocol& protocol : matrix.protocols) {
        for (const MatrixVariant& variant : matrix.variants) {
          for (const MatrixSampling& sampling : matrix.samplings) {
            for (std::size_t model = 0; model < matrix.models.size(); ++model) {
              ++count;
              Trial trial = MakeTrial(matrix, place, repeat, application, protocol, variant, sampling, model);
              if (ShardOf(trial.record().run, place.shard.count) != place.shard.index) continue;
              trials.push_back(std::move(trial));
              const std::filesystem::path& replay = trials.back().request.replay;
              if (replay.empty() || there.contains(replay)) continue;
              if (!std::filesystem::is_regular_file(replay)) {
                return Fail(BadInput(fmt::format("there is no recording {} for repeat {} of {} by {}, protocol {}",
                                                 replay.string(), repeat, application.name, matrix.models[model].name,
                                                 protocol.name),
                                     "record it with `autopilot journal export`, or ask for fewer repeats")
                                .At(matrix.file.string(), matrix.models[model].line));
              }
              AUTOPILOT_CHECK(ReplayProvider::Load(replay));
              there.insert(replay);
            }
          }
        }
      }
    }
  }
  if (place.shard.count > count) {
    return Fail(
        BadInput(fmt::format("{} trials cannot be {} shards", count, place.shard.count), "ask for fewer shards"));
  }
  return trials;
}

}  // namespace autopilot
