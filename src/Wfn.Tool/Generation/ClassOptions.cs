extern alias WfnGenerator;

using Wfn.Graph;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Tool.Generation;

/// <summary>What the commands that make C# say of the class in the same words.</summary>
internal static class ClassOptions
{
    /// <summary>The generator's options.</summary>
    /// <param name="model">Path of the artifact, which names the class where nothing else does.</param>
    /// <param name="ofNamespace">The namespace, or empty.</param>
    /// <param name="className">The class, or null.</param>
    /// <param name="numerics"><c>auto</c>, <c>float</c> or <c>fixed</c>.</param>
    /// <param name="memory">How much memory the network's values may take.</param>
    public static GenerationOptions Of(string model, string ofNamespace, string? className, string numerics, MemoryLimit memory) => new()
    {
        Namespace = ofNamespace,
        ClassName = className ?? ModelSource.ClassNameFor(Path.GetFileNameWithoutExtension(model)),
        FileName = Path.GetFileName(model),
        Numerics = numerics switch
        {
            "fixed" => GeneratedNumerics.FixedPoint,
            "float" => GeneratedNumerics.Float32,
            _ => GeneratedNumerics.Auto,
        },
        MaxMemory = memory.Bytes,
    };

    /// <summary>The class's name with its namespace.</summary>
    public static string FullName(GenerationOptions options) =>
        options.Namespace.Length == 0 ? options.ClassName : $"{options.Namespace}.{options.ClassName}";
}
