using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>What is told of classes that data gives names.</summary>
internal static class Classes
{
    private const int MostNamed = 40;

    /// <summary>Numbers for names, in the ordinal order of the names.</summary>
    public static (int[] Labels, IReadOnlyList<string> Names) Of(IReadOnlyCollection<string> labels)
    {
        string[] names = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var places = names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        return ([.. labels.Select(label => places[label])], names);
    }

    /// <summary>Which number each of them has, as in "classes 0 'cat', 1 'dog'".</summary>
    public static string Named(IReadOnlyList<string> names) =>
        "classes " + string.Join(", ", names.Take(MostNamed).Select((name, index) => $"{index} {DataName.Quote(name)}")) + (names.Count > MostNamed ? ", …" : "");
}
