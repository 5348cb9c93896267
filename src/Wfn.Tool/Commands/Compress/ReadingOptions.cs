using System.CommandLine;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands.Compress;

/// <summary>How the model is read.</summary>
internal sealed class ReadingOptions : CompressOptions
{
    private readonly ModelOptions options = new();

    /// <inheritdoc/>
    public override OptionGroup Group => new("The model", [.. options.Options]);

    /// <inheritdoc/>
    public override CompressionSettings Read(ParseResult parsed, CompressionSettings settings)
    {
        var import = options.Read(parsed);
        return settings with { Import = import, Reading = settings.Reading with { Memory = import.Memory } };
    }
}
