using Wfn.Diagnostics;
using Wfn.Generator.Emit;

namespace Wfn.Generator;

/// <summary>The classes that the models of a project become, so that no two become one.</summary>
internal sealed class ClassTable
{
    // Files are told apart by their names, whatever the case, by the compiler and by some file systems.
    private readonly Dictionary<string, (string Item, string ClassName)> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Enters a class, or says what is in its way.</summary>
    /// <param name="item">The model's item.</param>
    /// <param name="ofNamespace">The class's namespace, or empty.</param>
    /// <param name="className">The class.</param>
    /// <returns>The message of a conflict, or null where the class is entered.</returns>
    public string? Enter(string item, string ofNamespace, string className)
    {
        var names = ModelEmitter.FileNames(ofNamespace, className);
        var fullName = (ofNamespace + "." + className).Trim('.');
        if (Array.Find(names, taken.ContainsKey) is { } name)
        {
            var (otherItem, other) = taken[name];
            return $"{DataName.Quote(item)} and {DataName.Quote(otherItem)} would "
                + (fullName == other
                    ? $"both become the class {DataName.Quote(fullName)}"
                    : $"become the classes {DataName.Quote(fullName)} and {DataName.Quote(other)}, whose files would have the same name")
                + "; give one of the items another ClassName or Namespace";
        }

        foreach (var own in names)
        {
            taken.Add(own, (item, fullName));
        }

        return null;
    }
}
