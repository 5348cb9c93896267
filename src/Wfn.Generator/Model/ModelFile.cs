using Microsoft.CodeAnalysis.Text;
using Wfn.Diagnostics;

namespace Wfn.Generator.Model;

/// <summary>A <c>.wfn</c> file among the additional files, with its item's metadata.</summary>
/// <remarks>
/// Immutable, with structural equality: two files are equal where path, content hash and metadata are. The text itself takes
/// no part in it, as its hash stands for it.
/// </remarks>
internal sealed class ModelFile(string path, SourceText text, ModelMetadata metadata) : IEquatable<ModelFile>
{
    private const string Extension = ".wfn";

    private readonly EquatableArray<byte> hash = new(text.GetChecksum().ToArray());

    /// <summary>The file's path.</summary>
    public string Path => path;

    /// <summary>The item's metadata.</summary>
    public ModelMetadata Metadata => metadata;

    /// <summary>The file that the user knows: the model that a build made this artifact of, or the artifact itself.</summary>
    public string Item => metadata.Item.Length > 0 ? metadata.Item : path;

    /// <summary>
    /// The item as the compiler's messages may name it. MSBuild takes a message apart at its colons, and loses one whose file has some of its own.
    /// </summary>
    public string ShownItem => VisibleText.Of(HasDrive ? Item.Substring(0, 2) + Item.Substring(2).Replace(':', '_') : Item.Replace(':', '_'));

    /// <summary>The item's name without folders.</summary>
    public string FileName => ItemName.FileOf(Item);

    /// <summary>The item's name without folders and extension: the model's name.</summary>
    public string ModelName => ItemName.ModelOf(Item);

    /// <summary>A message about this model; it names the item where the place of the message cannot.</summary>
    public string Tell(string message) => ShownItem == Item ? message : DataName.Quote(Item) + ": " + message;

    private bool HasDrive => Item.Length > 2 && Item[1] == ':' && Item[2] is '/' or '\\';

    /// <summary>The 1-based line of the item that a line of the artifact is, or 0 where the item is another file.</summary>
    public int ItemLine(int line) => Item.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? line : 0;

    /// <summary>The file's text.</summary>
    public string ReadText() => text.ToString();

    /// <inheritdoc/>
    public bool Equals(ModelFile? other) => other is not null && path == other.Path && hash == other.hash && metadata == other.Metadata;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModelFile);

    /// <inheritdoc/>
    public override int GetHashCode() => hash.GetHashCode();
}
