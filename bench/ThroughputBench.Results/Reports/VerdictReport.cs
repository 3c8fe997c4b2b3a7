using Spectre.Console;
using ThroughputBench.Reports.Pages;
using Table = ThroughputBench.Reports.Pages.Table;

namespace ThroughputBench.Reports;

/// <summary>A report that ends in a verdict. Its readers get the same content, in the order that suits them.</summary>
/// <param name="Subject">What was judged: machine, commit and run.</param>
/// <param name="Cells">A row for each cell; <see langword="null"/> if there is none.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Verdict">The verdict in one line.</param>
/// <param name="Next">What to do next.</param>
internal sealed record VerdictReport(string Subject, Table? Cells, IReadOnlyList<Finding> Findings, Finding Verdict, string Next)
{
    /// <summary>Writes it to a terminal, which is read from its end: the verdict comes last.</summary>
    public void WriteTo(IAnsiConsole console) =>
        TerminalWriter.Write(
            console,
            [
                new Block.Paragraph(new Span(Subject, SpanStyle.Quiet)),
                .. Body(),
                new Block.Paragraph(new Span(Verdict.Text, Verdict.IsBad ? SpanStyle.Bad : SpanStyle.Good)),
                new Block.Paragraph(Next),
            ]
        );

    /// <summary>As Markdown for a comment on a pull request: the verdict is its heading.</summary>
    public string ToMarkdown() =>
        MarkdownWriter
            .Write([
                new Block.Heading(3, $"Throughput monitor: {Verdict.Text}"),
                .. Body(),
                new Block.Paragraph(Next),
                new Block.Paragraph(Subject),
            ])
            .TrimStart('\n');

    private IEnumerable<Block> Body()
    {
        if (Cells is not null)
            yield return new Block.Tabular(Cells);
        if (Findings.Count > 0)
            yield return new Block.Bullets([.. Findings.Select(finding => (IReadOnlyList<Span>)[finding.ToSpan()])]);
    }
}
