namespace Wfn.Generator.Emit;

/// <summary>The file of kernels.</summary>
internal static class KernelsEmitter
{
    /// <summary>Its text.</summary>
    public static string Emit(string ofNamespace, string className, KernelCode kernels)
    {
        var writer = ModelEmitter.Begin(ofNamespace);
        foreach (var name in kernels.Usings)
        {
            writer.Line($"using global::{name};");
        }

        if (kernels.ConditionalUsings.Count > 0)
        {
            writer.Line("#if NET8_0_OR_GREATER");
            foreach (var name in kernels.ConditionalUsings)
            {
                writer.Line($"using global::{name};");
            }

            writer.Line("#endif");
        }

        return writer.Line()
            .Open($"partial class {className}")
            .Line(kernels.Declarations.TrimEnd('\n'))
            .Close()
            .ToString();
    }
}
