using System.Text.Json;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>A whole run as one JSON document: <c>{ "run": …, "cells": [ … ] }</c>, each part as in the run's folder.</summary>
internal static class JsonReport
{
    /// <summary>The document.</summary>
    public static string Of(RecordedRun recorded) => JsonSerializer.Serialize(recorded, RecordJson.Indented.RecordedRun);
}
