using System.Text;

namespace ThroughputBench.Training.Progress;

/// <summary>Collects what is written into lines, which go above the progress bar.</summary>
/// <param name="output">What draws the bar.</param>
/// <param name="drawing">Held while something is drawn.</param>
internal sealed class LinesAbove(ProgressOutput output, Lock drawing) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            lock (drawing)
                output.WriteAbove(_line.ToString());
            _line.Clear();
        }
        else if (value != '\r')
        {
            _line.Append(value);
        }
    }

    public override void Flush()
    {
        lock (drawing)
            output.Flush();
    }
}
