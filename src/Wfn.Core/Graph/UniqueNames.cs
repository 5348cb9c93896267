using System.Globalization;

namespace Wfn.Graph;

/// <summary>Names in use, and new ones beside them.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> lastNumber = new(StringComparer.Ordinal);

    /// <summary>Takes a name, unless it is taken already.</summary>
    public bool Take(string name) => taken.Add(name);

    /// <summary>Takes the name or, where it is taken, the name with a number.</summary>
    public string Make(string name)
    {
        if (taken.Add(name))
        {
            return name;
        }

        // Counting on from the last number keeps a thousand nodes of one name from being a million look-ups.
        var number = lastNumber.TryGetValue(name, out var last) ? last : 1;
        string numbered;
        do
        {
            numbered = name + "_" + (++number).ToString(CultureInfo.InvariantCulture);
        }
        while (!taken.Add(numbered));

        lastNumber[name] = number;
        return numbered;
    }
}
