using System.Globalization;
using System.Text;

namespace Wfn.Tool.Export.C;

/// <summary>Lines of C: constant arrays in front, statements behind.</summary>
/// <param name="prefix">What every name of the file begins with.</param>
internal sealed class CWriter(string prefix)
{
    private const int LongestLine = 118;
    private readonly Dictionary<string, string> arrays = new(StringComparer.Ordinal);
    private readonly StringBuilder tables = new();
    private readonly StringBuilder statements = new();

    /// <summary>All constant arrays.</summary>
    public string Tables => tables.ToString();

    /// <summary>All statements.</summary>
    public string Statements => statements.ToString();

    /// <summary>A constant array of the smallest type that holds it; the same values are written once.</summary>
    /// <returns>Its name.</returns>
    public string Array(string name, IReadOnlyList<int> values)
    {
        var (low, high) = values.Count == 0 ? (0, 0) : (values.Min(), values.Max());
        var type = low >= 0 && high <= byte.MaxValue ? "uint8_t"
            : low >= 0 && high <= ushort.MaxValue ? "uint16_t"
            : low >= short.MinValue && high <= short.MaxValue ? "int16_t"
            : "int32_t";
        return Array(name, type, values);
    }

    /// <summary>A constant array of a type.</summary>
    /// <returns>Its name.</returns>
    public string Array(string name, string type, IReadOnlyList<int> values)
    {
        var text = new StringBuilder();
        var column = 0;
        foreach (var value in values.Count == 0 ? [0] : values)
        {
            // The smallest number has no literal of its own in C.
            var number = value == int.MinValue ? "(-2147483647 - 1)" : value.ToString(CultureInfo.InvariantCulture);
            if (column + number.Length > LongestLine)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(number).Append(',');
            column += number.Length + 1;
        }

        var key = type + text;
        if (!arrays.TryGetValue(key, out var known))
        {
            known = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{name}{arrays.Count}");
            arrays.Add(key, known);
            tables.Append(CultureInfo.InvariantCulture, $"static const {type} {known}[{Math.Max(1, values.Count)}] = {{\n").Append(text).Append("\n};\n");
        }

        return known;
    }

    /// <summary>Adds a statement, or a comment; the file's prefix stands where <c>PREFIX</c> is.</summary>
    public void Line(FormattableString line) => statements.Append("    ").Append(line.ToString(CultureInfo.InvariantCulture).Replace("PREFIX", prefix, StringComparison.Ordinal)).Append('\n');
}
