namespace Wfn.Generator.Model;

/// <summary>What an item is called by.</summary>
internal static class ItemName
{
    /// <summary>The name of an item's file, without folders.</summary>
    public static string FileOf(string item) => item.Substring(item.LastIndexOfAny(['/', '\\']) + 1);

    /// <summary>The model's name: that of the file, without extension.</summary>
    public static string ModelOf(string item)
    {
        var file = FileOf(item);
        var dot = file.LastIndexOf('.');
        return dot <= 0 ? file : file.Substring(0, dot);
    }
}
