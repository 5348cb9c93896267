using Wfn.KernelTemplates;

try
{
    foreach (var file in TemplateFile.All())
    {
        Console.WriteLine($"{(file.Write() ? "written" : "the same")}: {file.RenderedPath}");
    }

    return 0;
}
catch (TemplateException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
