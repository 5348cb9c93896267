using Wfn.KernelCalls;

namespace Wfn.Generator.Emit;

/// <summary>The workspace as spans of each type of elements: the one of most elements is given, others are views of it.</summary>
/// <param name="storage">What most elements are.</param>
internal sealed class WorkspaceViews(StorageType storage)
{
    private const string Given = "workspace";

    /// <summary>The C# type of most elements.</summary>
    public string Element => ElementOf(storage);

    /// <summary>The C# type of an element.</summary>
    public static string ElementOf(StorageType type) => type switch
    {
        StorageType.Byte => "byte",
        StorageType.Fixed16 => "short",
        StorageType.Int32 => "int",
        StorageType.Int64 => "long",
        _ => "float",
    };

    /// <summary>The name of the span of a type of elements.</summary>
    public string Of(StorageType type) => type == storage ? Given : ElementOf(type) + "s";

    /// <summary>The declarations of those views that some statements use.</summary>
    public IEnumerable<string> Declarations(IReadOnlyCollection<string> statements) =>
        from type in (StorageType[])Enum.GetValues(typeof(StorageType))
        where type != storage
        let view = Of(type)
        where statements.Any(s => s.Contains($"({view},") || s.Contains($" {view}.Slice(") || s.Contains($"({view}.Slice("))
        select $"var {view} = global::System.Runtime.InteropServices.MemoryMarshal.Cast<{Element}, {ElementOf(type)}>({Given});";
}
