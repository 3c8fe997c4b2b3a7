using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace ThroughputBench.Reports.Pages;

/// <summary>The contents of a page: links to its sections.</summary>
internal static class PageContents
{
    private const int FewestSections = 3;

    /// <summary>The contents; <see langword="null"/> if there is too little to list.</summary>
    /// <param name="titles">The headings of its sections.</param>
    /// <param name="ids">Their ids.</param>
    public static XElement? Of(IReadOnlyList<string> titles, IReadOnlyList<string> ids) =>
        titles.Count < FewestSections
            ? null
            : new XElement(
                "nav",
                new XAttribute("class", "contents"),
                new XAttribute("aria-label", "Contents"),
                new XElement(
                    "ul",
                    titles.Zip(
                        ids,
                        (title, id) => new XElement("li", new XElement("a", new XAttribute("href", "#" + id), HtmlWriter.Text(title)))
                    )
                )
            );

    /// <summary>An id for each heading, made of its words, so that links stay valid when sections are added.</summary>
    public static string[] IdsOf(IReadOnlyList<string> titles)
    {
        string[] ids = new string[titles.Count];
        // The skip link leads to the content.
        HashSet<string> taken = ["content"];
        for (int i = 0; i < ids.Length; i++)
        {
            string id = Slug(titles[i]);
            ids[i] = id;
            for (int n = 2; !taken.Add(ids[i]); n++)
                ids[i] = string.Create(CultureInfo.InvariantCulture, $"{id}-{n}");
        }
        return ids;
    }

    private static string Slug(string title)
    {
        var slug = new StringBuilder("s");
        foreach (char letter in title.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(slug.Length == 1 ? "-" : "").Append(letter);
            else if (slug[^1] != '-')
                slug.Append('-');
        }
        return slug.ToString().TrimEnd('-');
    }
}
