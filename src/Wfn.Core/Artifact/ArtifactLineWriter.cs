using System.Globalization;
using System.Text;

namespace Wfn.Artifact;

/// <summary>Writes one line of the header: a keyword and fields <c>name=value</c>, one blank apart.</summary>
internal readonly struct ArtifactLineWriter
{
    private readonly StringBuilder text;

    public ArtifactLineWriter(StringBuilder text, string keyword)
    {
        this.text = text;
        text.Append(keyword);
    }

    public ArtifactLineWriter Word(string name, string word)
    {
        text.Append(' ').Append(name).Append('=').Append(word);
        return this;
    }

    public ArtifactLineWriter Number(string name, long value) => Word(name, value.ToString(CultureInfo.InvariantCulture));

    public ArtifactLineWriter Number(string name, float value) => Word(name, ArtifactNumber.Format(value));

    public ArtifactLineWriter Number(string name, double value) => Word(name, ArtifactNumber.Format(value));

    public ArtifactLineWriter Numbers(string name, params int[] values) =>
        Word(name, "[" + string.Join(",", values.Select(v => v.ToString(CultureInfo.InvariantCulture))) + "]");

    public ArtifactLineWriter Words(string name, IEnumerable<string> words) => Word(name, "[" + string.Join(",", words) + "]");

    public ArtifactLineWriter Text(string name, string value) => Word(name, Quote(value));

    public ArtifactLineWriter Texts(string name, EquatableArray<string> values) => Words(name, values.Select(Quote));

    public void End() => text.Append('\n');

    /// <summary>Quoted, with everything but printable ASCII as \uXXXX (of each UTF-16 unit, so that nothing is ever lost).</summary>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else if (c is >= ' ' and <= '~')
            {
                quoted.Append(c);
            }
            else
            {
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return quoted.Append('"').ToString();
    }
}
