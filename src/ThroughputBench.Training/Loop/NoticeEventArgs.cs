namespace ThroughputBench.Training;

/// <summary>One line that a callback has for the user.</summary>
/// <param name="text">The line.</param>
public sealed class NoticeEventArgs(string text) : EventArgs
{
    /// <summary>The line, without a line break at its end.</summary>
    public string Text { get; } = text;
}
