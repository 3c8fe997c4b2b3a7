namespace ThroughputBench.Reports.Pages;

/// <summary>A question with its answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Lines">The answer, a line for each thing that it is about.</param>
internal sealed record Answer(string Question, params IReadOnlyList<AnswerLine> Lines);
