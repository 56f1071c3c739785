{{- define "edify.name" -}}
{{- if contains "edify" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-edify" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{/* What stays the same for the life of the release. */}}
{{- define "edify.selector" -}}
app.kubernetes.io/name: edify
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "edify.labels" -}}
{{ include "edify.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "edify.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "edify.name" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end -}}
{{- end }}

{{- define "edify.claim" -}}
{{- default (printf "%s-data" (include "edify.name" .)) .Values.data.existingClaim -}}
{{- end }}

{{/* dict: root, component, digest */}}
{{- define "edify.image" -}}
{{- $image := .root.Values.image -}}
{{- $name := printf "%s/edify-%s" $image.registry .component -}}
{{- if .digest }}{{ $name }}@{{ .digest }}{{ else }}{{ $name }}:{{ default .root.Chart.AppVersion $image.tag }}{{ end -}}
{{- end }}
