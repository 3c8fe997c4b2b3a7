using System.Text;
using System.Xml;
using System.Xml.Linq;
using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports.Pages;

/// <summary>Writes a page as one self-contained HTML file: no script, no network.</summary>
/// <remarks>The page is built as a tree, so that all text is escaped.</remarks>
internal static class HtmlWriter
{
    /// <summary>A table with more rows scrolls within its box.</summary>
    private const int MostRowsInFull = 25;

    private static readonly string Style = ReadStyle();

    /// <summary>The page.</summary>
    public static string Write(Page page)
    {
        var main = new XElement(
            "main",
            new XAttribute("id", "content"),
            new XElement(
                "header",
                new XElement("h1", Text(page.Title)),
                new XElement("p", new XAttribute("class", "subtitle"), Text(page.Subtitle))
            ),
            Sections(page.Blocks)
        );
        var html = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement(
                    "meta",
                    new XAttribute("http-equiv", "Content-Security-Policy"),
                    new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
                ),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                new XElement("link", new XAttribute("rel", "icon"), new XAttribute("href", "data:,")),
                new XElement("title", Text($"{page.Title}: {page.Subtitle}")),
                new XElement("style", Style)
            ),
            new XElement(
                "body",
                new XElement("a", new XAttribute("class", "skip"), new XAttribute("href", "#content"), "Skip to the content"),
                page.Trail.Count == 0
                    ? null
                    : new XElement(
                        "nav",
                        new XAttribute("class", "trail"),
                        new XAttribute("aria-label", "Where this page belongs"),
                        new XElement("ol", page.Trail.Select(span => new XElement("li", Inline(span))))
                    ),
                main
            )
        );
        return Serialize(html);
    }

    /// <summary>The target in HTML of a link to a page, which is named by its Markdown file.</summary>
    private static string Target(string link) =>
        link.EndsWith(MachinePage.MarkdownFile, StringComparison.Ordinal)
            ? link[..^MachinePage.MarkdownFile.Length] + MachinePage.HtmlFile
        : link.EndsWith(RunReport.MarkdownFile, StringComparison.Ordinal)
            ? link[..^RunReport.MarkdownFile.Length] + RunReport.HtmlFile
        : link;

    /// <summary>A section for each heading of level 2; after the first, which is what stands above all headings, the contents.</summary>
    private static IEnumerable<XElement?> Sections(IReadOnlyList<Block> blocks)
    {
        string[] titles = [.. blocks.OfType<Block.Heading>().Where(heading => heading.Level == 2).Select(heading => heading.Text)];
        string[] ids = PageContents.IdsOf(titles);
        XElement? section = null;
        int next = 0;
        foreach (Block block in blocks)
        {
            if (block is Block.Heading { Level: 2 })
            {
                yield return section;
                if (next == 0)
                    yield return PageContents.Of(titles, ids);
                section = new XElement(
                    "section",
                    new XAttribute("aria-labelledby", ids[next]),
                    new XElement(
                        "h2",
                        new XAttribute("id", ids[next]),
                        Text(titles[next]),
                        new XElement(
                            "a",
                            new XAttribute("class", "anchor"),
                            new XAttribute("href", "#" + ids[next]),
                            new XAttribute("aria-label", Text($"Link to: {titles[next]}")),
                            "#"
                        )
                    )
                );
                next++;
                continue;
            }
            section ??= new XElement("section", new XAttribute("aria-label", "The answers"));
            section.Add(Write(block));
        }
        yield return section;
    }

    private static XElement Write(Block block) =>
        block switch
        {
            Block.Heading heading => new XElement($"h{heading.Level}", Text(heading.Text)),
            Block.Paragraph paragraph => new XElement("p", paragraph.Text.Select(Inline)),
            Block.Bullets bullets => new XElement("ul", bullets.Items.Select(item => new XElement("li", item.Select(Inline)))),
            Block.Code code => new XElement("pre", Focusable("Command"), new XElement("code", Text(code.Text))),
            Block.Tabular tabular => Write(tabular.Table),
            Block.Figure figure => new XElement(
                "figure",
                new XElement(
                    "figcaption",
                    new XElement("strong", Text(figure.Plot.Finding + ".")),
                    new XElement("span", Text(figure.Plot.Description))
                ),
                new XElement(
                    "div",
                    new XAttribute("class", "beside"),
                    new XElement("div", new XAttribute("class", "plot"), Focusable(figure.Plot.Finding), WithoutNamespace(figure.Plot)),
                    Write(figure.Beside)
                )
            ),
            Block.Answers answers => new XElement("div", new XAttribute("class", "answers"), answers.Items.Select(Write)),
            Block.Fold fold => new XElement("details", new XElement("summary", Text(fold.Summary)), fold.Inner.Select(Write)),
            Block.Picture picture => new XElement(
                "figure",
                new XElement("img", new XAttribute("src", picture.Path), new XAttribute("alt", Text(picture.Finding)))
            ),
            _ => throw new ArgumentException($"{block.GetType().Name} cannot be written.", nameof(block)),
        };

    private static XElement Write(Answer answer) =>
        new(
            "div",
            new XAttribute("class", "answer"),
            new XElement("p", new XAttribute("class", "question"), Text(answer.Question)),
            answer.Lines.Select(line => new XElement(
                "p",
                new XElement("strong", new XAttribute("class", line.IsBad ? "figure bad" : "figure"), Text(line.Figure)),
                " ",
                new XElement("span", Text(line.About + ".")),
                " ",
                new XElement("small", Text(line.Sure))
            ))
        );

    private static XElement Write(Table table) =>
        new(
            "div",
            new XAttribute("class", table.Rows.Count > MostRowsInFull ? "table long" : "table"),
            Focusable(table.Caption.Length == 0 ? "Table" : table.Caption),
            new XElement(
                "table",
                table.IsHeatMap ? new XAttribute("class", "heat") : null,
                table.Caption.Length == 0 ? null : new XElement("caption", new XElement("span", Text(table.Caption))),
                table.Columns.All(string.IsNullOrWhiteSpace)
                    ? null
                    : new XElement(
                        "thead",
                        new XElement(
                            "tr",
                            table.Columns.Select(column => new XElement(
                                "th",
                                new XAttribute("scope", "col"),
                                Class(IsNumeric(column) ? "number" : ""),
                                Text(column.Trim())
                            ))
                        )
                    ),
                new XElement(
                    "tbody",
                    table.Rows.Select(row => new XElement("tr", row.Select((field, i) => Write(field, isName: i == 0, table.Columns[i]))))
                )
            )
        );

    private static XElement Write(Field field, bool isName, string column)
    {
        var cell = new XElement(
            isName ? "th" : "td",
            isName ? new XAttribute("scope", "row") : null,
            Class(string.Join(' ', ((string[])[IsNumeric(column) ? "number" : "", ToneClass(field.Tone)]).Where(name => name.Length > 0))),
            Inline(field.Text)
        );
        cell.Add(field.Notes.Select(note => new XElement("small", Text(note))));
        return cell;
    }

    private static object Inline(Span span)
    {
        object text = span.Style switch
        {
            SpanStyle.Strong => new XElement("strong", Text(span.Text)),
            SpanStyle.Good => new XElement("strong", new XAttribute("class", "good"), Text(span.Text)),
            SpanStyle.Bad => new XElement("strong", new XAttribute("class", "bad"), Text(span.Text)),
            SpanStyle.Quiet => new XElement("small", Text(span.Text)),
            _ => new XText(Text(span.Text)),
        };
        return span.Link is { } link ? new XElement("a", new XAttribute("href", Target(link)), text) : text;
    }

    /// <summary>Content wider than the page scrolls separately, and must do so without a mouse.</summary>
    private static XAttribute[] Focusable(string label) => [new("tabindex", "0"), new("role", "group"), new("aria-label", Text(label))];

    private static XAttribute? Class(string names) => names.Length == 0 ? null : new XAttribute("class", names);

    private static string ToneClass(Tone tone) => tone == Tone.None ? "" : tone.ToString().ToLowerInvariant();

    private static bool IsNumeric(string column) => column.StartsWith(' ');

    /// <summary>Within HTML an <c>svg</c> needs no namespace.</summary>
    private static XElement WithoutNamespace(Plot plot)
    {
        var svg = new XElement(plot.Svg);
        foreach (XElement element in svg.DescendantsAndSelf())
            element.Name = element.Name.LocalName;
        return svg;
    }

    /// <summary>Without what XML cannot hold: control characters and halves of characters.</summary>
    public static string Text(string text)
    {
        if (text.All(IsPlain))
            return text;
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(IsPlain(text[i]) ? text[i] : ' ');
            }
        }
        return clean.ToString();
    }

    private static bool IsPlain(char letter) =>
        letter == '\n' || (!char.IsControl(letter) && !char.IsSurrogate(letter) && XmlConvert.IsXmlChar(letter));

    private static string Serialize(XElement html)
    {
        // HTML has no <td/>: an element without content still needs an end tag, unless it can never have content.
        foreach (XElement empty in html.Descendants().Where(element => element.IsEmpty && !IsVoid(element)))
            empty.Value = "";
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (
            var writer = XmlWriter.Create(
                text,
                new XmlWriterSettings
                {
                    OmitXmlDeclaration = true,
                    NewLineChars = "\n",
                    NewLineHandling = NewLineHandling.None,
                }
            )
        )
        {
            html.WriteTo(writer);
        }

        return text.Replace("</tr>", "</tr>\n")
            .Replace("</p>", "</p>\n")
            .Replace("</li>", "</li>\n")
            .Replace("<section", "\n<section")
            .Append('\n')
            .ToString();
    }

    private static bool IsVoid(XElement element) => element.Name.LocalName is "meta" or "link" or "br" || element.Ancestors("svg").Any();

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlWriter).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        string style = reader.ReadToEnd().ReplaceLineEndings("\n");
        // The content of a style element is escaped in XML but not in HTML, so it must need no escaping.
        return style.Replace("/*plot-dark*/", PlotColours.DarkVariables, StringComparison.Ordinal);
    }
}
