using System.Text.Json;
using System.Text.Json.Serialization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>
/// How records are written as JSON: camel case, words for enumerations, no nulls, no NaN; an unknown or repeated field is refused on
/// reading.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    NewLine = "\n",
    Converters = [
        typeof(FiniteNumberConverter),
        typeof(WordConverter<CellStatus>),
        typeof(WordConverter<RunState>),
        typeof(WordConverter<Comparison>),
        typeof(WordConverter<LogUnit>),
        typeof(WordConverter<EndedBy>),
        typeof(WordConverter<WorkloadDtype>),
        typeof(WordConverter<DeviceTiming>),
        typeof(WordConverter<PeerStatus>),
    ]
)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(CellRecord))]
[JsonSerializable(typeof(RecordedRun))]
[JsonSerializable(typeof(PairsHeader))]
[JsonSerializable(typeof(BlocksHeader))]
[JsonSerializable(typeof(CalibrationRecord))]
[JsonSerializable(typeof(PeerRecord))]
[JsonSerializable(typeof(HotPathRecord))]
[JsonSerializable(typeof(LedgerRecord))]
[JsonSerializable(typeof(GitFacts))]
[JsonSerializable(typeof(InfoReport))]
[JsonSerializable(typeof(IReadOnlyList<DriverCall>))]
[JsonSerializable(typeof(Publishing.PageStamp))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>The same with line breaks, for documents that people open.</summary>
    public static RecordJson Indented => field ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = true });

    /// <summary>A value of an enumeration as records have it: for example <c>timedOut</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
