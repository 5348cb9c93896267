namespace Wfn.Generator.Emit;

/// <summary>The file of tables.</summary>
internal static class TablesEmitter
{
    /// <summary>Its text.</summary>
    public static string Emit(ModelCode code)
    {
        var writer = ModelEmitter.Begin(code.Input.Options.Namespace)
            .Open($"partial class {code.Input.Options.ClassName}")
            .Line("/// <summary>Numbers as base-91 digits; they lie in the assembly byte for byte and are never copied.</summary>")
            .Open("private static class Tables");
        var isFirst = true;
        foreach (var table in code.Tables)
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            writer.Line($"/// <summary>{table.Comment}</summary>")
                .Line($"internal static global::System.ReadOnlySpan<byte> {table.Name} => \"{table.Text}\"u8;");
        }

        return writer.Close().Close().ToString();
    }
}
