using System.Text.Json;
using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>Enumerations as words in camel case; a number instead of a word is refused.</summary>
internal sealed class WordConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
