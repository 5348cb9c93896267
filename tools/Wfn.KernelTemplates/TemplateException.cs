namespace Wfn.KernelTemplates;

/// <summary>A template that cannot be rendered; the message names file and line.</summary>
internal sealed class TemplateException(string message) : Exception(message);
