namespace ThroughputBench.Records;

/// <summary>Bad usage or input: what the user gave cannot be used. Commands print the message and end with exit code 2.</summary>
/// <param name="line">One line: what was wrong, the value, and what would be right.</param>
/// <param name="inner">The exception that revealed it, if any.</param>
internal sealed class InputException(string line, Exception? inner = null) : Exception(line, inner);
