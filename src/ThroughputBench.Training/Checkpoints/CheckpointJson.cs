using System.Text.Json;
using System.Text.Json.Serialization;

namespace ThroughputBench.Training;

/// <summary>How a checkpoint's JSON is written: a loss, or a time that is not known, may be NaN.</summary>
internal static class CheckpointJson
{
    public static JsonSerializerOptions Options { get; } =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
