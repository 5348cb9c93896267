using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands.Compress;

/// <summary>Options of <c>compress</c> that are about one thing.</summary>
internal abstract class CompressOptions
{
    /// <summary>As the help shows them.</summary>
    public abstract OptionGroup Group { get; }

    /// <summary>Refuses what goes together with nothing, or not with each other.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="mode">What it asks for.</param>
    public virtual void Check(CommandResult result, CompressMode mode)
    {
    }

    /// <summary>Adds what is given to the settings.</summary>
    public abstract CompressionSettings Read(ParseResult parsed, CompressionSettings settings);

    /// <summary>Refuses those of some options that are given.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">The options.</param>
    /// <param name="reason">What is wrong with them; follows an option's name.</param>
    protected static void Refuse(CommandResult result, IEnumerable<Option> options, string reason)
    {
        foreach (var option in options.Where(option => result.GetResult(option) is not null))
        {
            result.AddError($"{option.Name} {reason}");
        }
    }
}
