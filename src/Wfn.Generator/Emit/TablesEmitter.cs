namespace Wfn.Generator.Emit;

/// <summary>The file of tables.</summary>
internal static class TablesEmitter
{
    /// <summary>Its text.</summary>
    public static string Emit(ModelCode code)
    {
        return code.Input.Options.TablesResource.Length > 0 ? EmitOverResource(code) : EmitLiterals(code);
    }

    private static string EmitLiterals(ModelCode code)
    {
        var writer = ModelEmitter.Begin(code.Input.Options.Namespace, code.Input.Options.ClassName)
            .Open($"partial class {code.Input.Options.ClassName}")
            .Line("/// <summary>Numbers as base-91 digits; they lie in the assembly byte for byte and are never copied.</summary>")
            .Open("private static class Tables");
        var isFirst = true;
        foreach (var table in code.Tables.All)
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

    private static string EmitOverResource(ModelCode code)
    {
        var options = code.Input.Options;
        var writer = ModelEmitter.Begin(options.Namespace, options.ClassName)
            .Open($"partial class {options.ClassName}")
            .Line("/// <summary>Numbers as base-91 digits; they are read once, from a resource of the assembly.</summary>")
            .Open("private static class Tables")
            .Line($"private static readonly byte[] All = {code.Kernel("TableResource")}.Read(")
            .Line($"    typeof({options.ClassName}).Assembly,")
            .Line($"    {CSharpText.Literal(options.TablesResource)},")
            .Line($"    length: {CSharpText.Number(code.Tables.Bytes)},")
            .Line($"    stamp: {CSharpText.Number(TablesFile.Stamp(TablesFile.Of(code)))});");
        var start = 0L;
        foreach (var table in code.Tables.All)
        {
            writer.Line()
                .Line($"/// <summary>{table.Comment}</summary>")
                .Line($"internal static global::System.ReadOnlySpan<byte> {table.Name} => "
                    + $"new global::System.ReadOnlySpan<byte>(All, {CSharpText.Number(start)}, {CSharpText.Number(table.Text.Length)});");
            start += table.Text.Length;
        }

        return writer.Close().Close().ToString();
    }
}
