using System.CommandLine;

namespace ThroughputBench.Commands;

/// <summary>What somebody may have meant by a word that the command line does not know.</summary>
internal static class Suggestion
{
    /// <summary>The nearest command or option; <see langword="null"/> if none is near.</summary>
    /// <param name="word">The unknown word.</param>
    /// <param name="command">The command that it was given to.</param>
    /// <param name="others">Other words that are known there.</param>
    public static string? For(string word, Command command, params IEnumerable<string> others)
    {
        IEnumerable<string> known = word.StartsWith('-')
            ? command
                .Options.Where(option => !option.Hidden)
                .Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
                .SelectMany(option => option.Aliases.Append(option.Name))
            : command.Subcommands.Where(inner => !inner.Hidden).Select(inner => inner.Name).Concat(others);
        string asked = word.Split('=')[0];
        return known
            .Select(name => (name, Distance: name.StartsWith(asked, StringComparison.Ordinal) && asked.Length > 3 ? 1 : Distance(asked, name)))
            .Where(near => near.Distance <= Math.Max(1, near.name.TrimStart('-').Length / 3))
            .OrderBy(near => near.Distance)
            .Select(near => near.name)
            .FirstOrDefault();
    }

    /// <summary>
    /// How many letters have to be added, left out, replaced or swapped with their neighbour (the optimal string alignment).
    /// </summary>
    internal static int Distance(string one, string other)
    {
        int[,] least = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    least[i, j] = i + j;
                    continue;
                }
                int replaced = least[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                least[i, j] = Math.Min(replaced, 1 + Math.Min(least[i - 1, j], least[i, j - 1]));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    least[i, j] = Math.Min(least[i, j], least[i - 2, j - 2] + 1);
            }
        }
        return least[one.Length, other.Length];
    }
}
